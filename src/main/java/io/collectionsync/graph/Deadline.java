package io.collectionsync.graph;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * When an exchange must be over, from the wait for a connection to the last byte of its answer. The HTTP client itself
 * bounds the time between two bytes only: a server, or a proxy, that gives one now and then would hold a call for ever.
 */
final class Deadline {

    /** The whole exchange may take so many times as long as the longest wait between two packets. */
    static final int TIMES = 5;

    private final Duration whole;
    /** Fails when the time is over; completed when the exchange has ended. */
    private final CompletableFuture<Void> end;

    private Deadline(Duration whole) {
        this.whole = whole;
        this.end = new CompletableFuture<Void>().orTimeout(whole.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @param gap longest wait between two packets of an answer */
    static void set(HttpClientBuilder builder, Duration gap) {
        builder.addExecInterceptorFirst("deadline", (request, scope, chain) -> new Deadline(gap.multipliedBy(TIMES))
                .proceed(request, scope, chain));
    }

    private ClassicHttpResponse proceed(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        // to close the connection is all that wakes a thread that reads; after the exchange there is none to close
        end.exceptionally(late -> {
            scope.execRuntime.discardEndpoint();
            return null;
        });
        boolean goesOn = false;
        try {
            var answer = chain.proceed(request, scope);
            if (answer.getEntity() != null) {
                answer.setEntity(bounded(answer.getEntity()));
                goesOn = true;
            }
            return answer;
        } catch (IOException failure) {
            throw reason(failure);
        } finally {
            if (!goesOn) {
                end.complete(null);
            }
        }
    }

    private HttpEntity bounded(HttpEntity entity) {
        return new HttpEntityWrapper(entity) {
            @Override
            public InputStream getContent() throws IOException {
                return new Bounded(super.getContent());
            }
        };
    }

    private IOException reason(IOException failure) {
        return end.isCompletedExceptionally()
                ? new SocketTimeoutException("the answer was not complete after " + whole.toSeconds() + " s")
                : failure;
    }

    private final class Bounded extends FilterInputStream {

        Bounded(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException failure) {
                throw reason(failure);
            }
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                return super.read(bytes, from, length);
            } catch (IOException failure) {
                throw reason(failure);
            }
        }

        @Override
        public void close() throws IOException {
            end.complete(null);
            super.close();
        }
    }
}
