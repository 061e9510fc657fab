package io.octopool.github.client;

import io.octopool.github.Bytes;
import io.octopool.github.client.BodyBuffer.LimitReached;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body up to a limit, counted in decompressed bytes while it streams; beyond it the stream is cancelled, which closes
 * the connection.
 */
final class CappedBody implements BodySubscriber<CappedBody.Received> {

    /** What came. */
    sealed interface Received {

        /** All of it, decompressed. */
        record Whole(Bytes body) implements Received {}

        /** More than the limit. */
        record TooMuch() implements Received {}

        /** Bytes that are not what the headers announced. */
        record Broken(String why) implements Received {}
    }

    private final CompletableFuture<Received> received = new CompletableFuture<>();
    private final BodyBuffer buffer;
    private final @Nullable Gunzip gunzip;
    private @Nullable Subscription subscription;

    CappedBody(long limit, boolean compressed) {
        this.buffer = new BodyBuffer(limit);
        this.gunzip = compressed ? new Gunzip(buffer) : null;
    }

    @Override
    public CompletionStage<Received> getBody() {
        return received;
    }

    @Override
    public void onSubscribe(Subscription source) {
        subscription = source;
        source.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        if (received.isDone()) {
            return;
        }
        try {
            for (ByteBuffer part : parts) {
                if (gunzip == null) {
                    buffer.append(part);
                } else {
                    gunzip.accept(part);
                }
            }
        } catch (LimitReached e) {
            stop(new Received.TooMuch());
        } catch (DataFormatException e) {
            stop(new Received.Broken("the answer's compression is broken"));
        }
    }

    @Override
    public void onError(Throwable failure) {
        release();
        received.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        boolean whole = gunzip == null || gunzip.isComplete();
        release();
        received.complete(
                whole ? new Received.Whole(buffer.take()) : new Received.Broken("the answer's compression is broken"));
    }

    private void stop(Received outcome) {
        release();
        if (subscription != null) {
            subscription.cancel();
        }
        received.complete(outcome);
    }

    private void release() {
        if (gunzip != null) {
            gunzip.release();
        }
    }
}
