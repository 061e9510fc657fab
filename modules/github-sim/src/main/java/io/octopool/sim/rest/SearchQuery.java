package io.octopool.sim.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is searched for: words, and qualifiers such as {@code state:open}.
 *
 * @param words lower-case; all of them must be found
 * @param qualifiers in their order
 */
record SearchQuery(List<String> words, List<Qualifier> qualifiers) {

    private static final Pattern TOKEN =
            Pattern.compile("(-?)([a-z_-]+):(?:\"([^\"]*)\"|(\\S+))|(-?)(?:\"([^\"]*)\"|(\\S+))");

    /** A name and a value; negative ones exclude what they describe. */
    record Qualifier(String name, String value, boolean negative) {}

    SearchQuery {
        words = List.copyOf(words);
        qualifiers = List.copyOf(qualifiers);
    }

    static SearchQuery parse(String text) {
        List<String> words = new ArrayList<>();
        List<Qualifier> qualifiers = new ArrayList<>();
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            String name = token.group(2);
            if (name == null) {
                String word = token.group(6) == null ? token.group(7) : token.group(6);
                words.add(word.toLowerCase(Locale.ROOT));
            } else {
                String value = token.group(3) == null ? token.group(4) : token.group(3);
                qualifiers.add(new Qualifier(name, value, !token.group(1).isEmpty()));
            }
        }
        return new SearchQuery(words, qualifiers);
    }

    /** The repositories that are named, as {@code owner/name}. */
    List<String> repos() {
        return qualifiers.stream()
                .filter(one -> one.name.equals("repo") && !one.negative)
                .map(Qualifier::value)
                .toList();
    }

    /** Whether all words are in the text, whatever their case. */
    boolean wordsIn(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return words.stream().allMatch(lower::contains);
    }

    /** Passes qualifiers that hold, and negative ones that do not; those that say nothing of the thing pass as well. */
    static Predicate<Qualifier> passing(BiFunction<String, String, Optional<Boolean>> holds) {
        return one -> holds.apply(one.name, one.value)
                .map(held -> held != one.negative)
                .orElse(true);
    }
}
