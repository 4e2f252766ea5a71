package io.alignstreams.fetch;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request without a body, and waits for its answer. Whatever comes before that is passed over: a server that says it
 * goes on in another protocol, which nobody asked for, does not. Where there is no answer, or nothing to read of it, or a
 * fault in it, the line ends here, since whoever closed the connection by TLS would wait for the server.
 *
 * <p>Source: RFC 9110, 15.2.
 */
final class GetExecutor extends HttpRequestExecutor {
    private final ServerLine line;

    GetExecutor(ServerLine line) {
        this.line = line;
    }

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            @Nullable HttpResponseInformationCallback informed,
            HttpContext context)
            throws IOException, HttpException {
        try {
            connection.sendRequestHeader(request);
            connection.flush();
            ClassicHttpResponse response = connection.receiveResponseHeader();
            while (response.getCode() < HttpStatus.SC_SUCCESS) {
                response = connection.receiveResponseHeader();
            }
            if (MessageSupport.canResponseHaveBody(request.getMethod(), response)) {
                connection.receiveResponseEntity(response);
                response.setEntity(new BrokenOff(response.getEntity()));
            } else {
                line.close();
            }
            return response;
        } catch (IOException | HttpException | RuntimeException | Error e) {
            line.breakOff();
            throw e;
        }
    }

    /** What there is to read of an answer, whose line ends with the first fault. */
    private final class BrokenOff extends HttpEntityWrapper {
        BrokenOff(HttpEntity entity) {
            super(entity);
        }

        @Override
        public InputStream getContent() throws IOException {
            return new BulkInput(super.getContent()) {
                @Override
                public int read(byte[] to, int offset, int length) throws IOException {
                    try {
                        return in.read(to, offset, length);
                    } catch (IOException | RuntimeException | Error e) {
                        line.breakOff();
                        throw e;
                    }
                }
            };
        }
    }
}
