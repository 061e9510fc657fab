package io.octopool.api.settings;

/** The environment does not configure a server. The message is one line for the operator and names the variable. */
public final class InvalidSettings extends Exception {

    private static final long serialVersionUID = 1L;

    public InvalidSettings(String line) {
        super(line);
    }
}
