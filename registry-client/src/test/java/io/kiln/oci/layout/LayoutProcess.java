package io.kiln.oci.layout;

import io.kiln.oci.Descriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Another process that uses a layout: names blobs, or writes one that never ends. */
final class LayoutProcess {

    private LayoutProcess() {}

    public static void main(String[] arguments) throws IOException {
        OciLayout layout = OciLayout.openOrCreate(Path.of(arguments[0]));
        String name = arguments[1];
        if (name.equals("endless")) {
            layout.put("x/y", out -> {
                while (true) {
                    out.write(new byte[8192]);
                    System.out.println("written");
                }
            });
        }
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            byte[] content = (name + i).getBytes(StandardCharsets.UTF_8);
            Descriptor blob = layout.put("x/y", out -> out.write(content));
            layout.setRef(name + i, blob);
        }
    }

    static Process start(Path layout, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                LayoutProcess.class.getName(),
                layout.toString());
        builder.command().addAll(Arrays.asList(arguments));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
