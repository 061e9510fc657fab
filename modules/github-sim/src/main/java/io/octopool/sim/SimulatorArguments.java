package io.octopool.sim;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command line of {@code octopool sim}. */
final class SimulatorArguments {

    static final String USAGE = """
            usage: octopool sim [--port 9797] [--latency 0ms] [--replay FILE]... [--org octo-org] [--seed N]
                   octopool sim --print-app-key [--seed N]

              --port N        port on 127.0.0.1, 0 for any free one (9797)
              --latency TIME  how long each answer is held back, such as 150ms or 2s (0ms)
              --replay FILE   answers recorded in FILE come before the world's own; may be repeated
              --org LOGIN     the organisation that alice, bob and carol belong to (octo-org)
              --seed N        the same seed makes the same world and the same key of the App (1)
              --print-app-key prints the private key of the App 1 and ends
            """;

    private static final Set<String> NAMES = Set.of("--port", "--latency", "--replay", "--org", "--seed");
    private static final int DEFAULT_PORT = 9797;
    private static final Pattern TIME = Pattern.compile("([0-9]{1,6})(ms|s)?");
    private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,38}");

    /** What the arguments ask for. */
    sealed interface Parsed {}

    record Start(SimulatorOptions options) implements Parsed {}

    /** Prints the key of the App that belongs to the seed. */
    record PrintAppKey(long seed) implements Parsed {}

    record Help() implements Parsed {}

    record Wrong(String problem) implements Parsed {}

    private SimulatorArguments() {}

    static Parsed parse(List<String> arguments) {
        SimulatorOptions options = SimulatorOptions.defaults().withPort(DEFAULT_PORT);
        boolean printAppKey = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--help") || argument.equals("-h")) {
                return new Help();
            }
            if (argument.equals("--print-app-key")) {
                printAppKey = true;
                continue;
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (!NAMES.contains(name)) {
                return new Wrong("unknown argument " + name);
            }
            if (equals < 0 && i + 1 == arguments.size()) {
                return new Wrong(name + " needs a value");
            }
            String value = equals < 0 ? arguments.get(++i) : argument.substring(equals + 1);
            try {
                options = with(options, name, value);
            } catch (IllegalArgumentException e) {
                return new Wrong(e.getMessage() == null ? "bad argument " + argument : e.getMessage());
            }
        }
        return printAppKey ? new PrintAppKey(options.seed()) : new Start(options);
    }

    private static SimulatorOptions with(SimulatorOptions options, String name, String value) {
        return switch (name) {
            case "--port" -> options.withPort(port(value));
            case "--latency" -> options.withLatency(time(value));
            case "--replay" -> options.replaying(file(value));
            case "--org" -> options.withOrganization(login(value));
            case "--seed" -> options.withSeed(seed(value));
            default -> throw new IllegalArgumentException("unknown argument " + name);
        };
    }

    private static int port(String value) {
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65_535) {
            throw new IllegalArgumentException("--port must be a number from 0 to 65535, not " + value);
        }
        return Integer.parseInt(value);
    }

    private static Duration time(String value) {
        Matcher time = TIME.matcher(value);
        if (!time.matches()) {
            throw new IllegalArgumentException("--latency must be a time such as 150ms or 2s, not " + value);
        }
        long amount = Long.parseLong(time.group(1));
        return "s".equals(time.group(2)) ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
    }

    private static Path file(String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("--replay must be a file, not " + value, e);
        }
    }

    private static String login(String value) {
        if (!LOGIN.matcher(value).matches()) {
            throw new IllegalArgumentException("--org must be a GitHub login, not " + value);
        }
        return value;
    }

    private static long seed(String value) {
        if (!value.matches("-?[0-9]{1,18}")) {
            throw new IllegalArgumentException("--seed must be a whole number, not " + value);
        }
        return Long.parseLong(value);
    }
}
