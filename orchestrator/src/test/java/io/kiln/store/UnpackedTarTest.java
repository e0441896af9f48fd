package io.kiln.store;

class UnpackedTarTest extends UnpackedLayerCases {

    @Override
    Forms forms() {
        return Forms.TAR_ONLY;
    }
}
