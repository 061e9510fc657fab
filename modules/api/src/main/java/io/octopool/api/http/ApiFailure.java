package io.octopool.api.http;

/** Carries an {@link ApiError} to where the answer is made. For flow only, so it has no stack trace. */
public final class ApiFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    ApiFailure(ApiError error) {
        super(error.code(), null, false, false);
        this.error = error;
    }

    public ApiError error() {
        return error;
    }
}
