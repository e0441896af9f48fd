/* Says hello, or greets whoever is named. */
#include <stdio.h>

int main(int argc, char **argv)
{
	printf("Hello from hello-tool %s", VERSION);
	for (int i = 1; i < argc; i++)
		printf("%s %s", i == 1 ? " to" : ",", argv[i]);
	puts("");
	return ferror(stdout) ? 1 : 0;
}
