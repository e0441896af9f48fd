// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Does nothing; a machine should not get as far as that");
