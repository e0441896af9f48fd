package io.kiln.exec.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The transport of docker-java, which would read the whole body of an error into memory, however long it is, and have the
 * engine compress what it sends: that takes ten times as long as sending it.
 */
record EngineHttpClient(DockerHttpClient transport) implements DockerHttpClient {

    private static final int MOST_BYTES = 64 * 1024;

    @Override
    public Response execute(Request request) {
        Response response = transport.execute(Request.builder()
                .from(request)
                .putHeader("Accept-Encoding", "identity")
                .build());
        return response.getStatusCode() / 100 == 2 ? response : new ErrorResponse(response);
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }

    private record ErrorResponse(Response response) implements Response {

        @Override
        public int getStatusCode() {
            return response.getStatusCode();
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return response.getHeaders();
        }

        @Override
        public InputStream getBody() {
            try {
                return new ByteArrayInputStream(response.getBody().readNBytes(MOST_BYTES));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            response.close();
        }
    }
}
