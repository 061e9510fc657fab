package io.octopool.demo;

/** Something answered otherwise than the story expects. */
final class StoryFailure extends Exception {

    private static final long serialVersionUID = 1L;

    StoryFailure(String what) {
        super(what);
    }
}
