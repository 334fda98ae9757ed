package io.collectionsync.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of OData's $filter that the sandbox takes: eq, in and startswith, joined by {@code or}. */
final class ODataFilter {

    /** Graph's limit of clauses joined by or (captured). */
    static final int MOST_CLAUSES = 15;

    private static final String TEXT = "'((?:[^']|'')*)'";
    private static final Pattern EQUALS = Pattern.compile("(\\w+)\\s+eq\\s+(?:" + TEXT + "|(true|false|null))");
    private static final Pattern STARTS = Pattern.compile("(?i)startswith\\(\\s*(\\w+)\\s*,\\s*" + TEXT + "\\s*\\)");
    private static final Pattern IN = Pattern.compile("(\\w+)\\s+in\\s+\\((.*)\\)");
    private static final Pattern OR = Pattern.compile("\\s+or\\s+(?=(?:[^']*'[^']*')*[^']*$)");
    private static final Pattern VALUE = Pattern.compile(TEXT);

    private ODataFilter() {}

    /** One clause: {@code property operator values}. */
    record Clause(String property, String operator, List<String> values) {

        boolean matches(Function<String, String> properties) {
            String actual = properties.apply(property);
            if (actual == null) {
                return values.contains("null");
            }
            return operator.equals("startswith")
                    ? actual.toLowerCase(Locale.ROOT).startsWith(values.get(0).toLowerCase(Locale.ROOT))
                    : values.stream().anyMatch(actual::equalsIgnoreCase);
        }
    }

    /** The clauses of a filter; refused as Graph refuses when there are too many or one is not understood. */
    static List<Clause> parse(String filter) {
        List<Clause> clauses = new ArrayList<>();
        for (String text : OR.split(filter.strip())) {
            clauses.add(clause(text.strip()));
        }
        if (clauses.size() > MOST_CLAUSES) {
            throw GraphRefusal.unsupportedQuery("Too many child clauses specified in search filter expression"
                    + " containing 'OR' operators: " + clauses.size() + ". Max allowed: " + MOST_CLAUSES + ".");
        }
        return clauses;
    }

    private static Clause clause(String text) {
        Matcher equals = EQUALS.matcher(text);
        if (equals.matches()) {
            String value = equals.group(2) == null ? equals.group(3) : equals.group(2);
            return new Clause(equals.group(1), "eq", List.of(unquote(value)));
        }
        Matcher starts = STARTS.matcher(text);
        if (starts.matches()) {
            return new Clause(starts.group(1), "startswith", List.of(unquote(starts.group(2))));
        }
        Matcher in = IN.matcher(text);
        if (in.matches()) {
            return new Clause(
                    in.group(1),
                    "in",
                    VALUE.matcher(in.group(2))
                            .results()
                            .map(value -> unquote(value.group(1)))
                            .toList());
        }
        throw GraphRefusal.malformed("Invalid filter clause: " + text);
    }

    private static String unquote(String value) {
        return value.replace("''", "'");
    }
}
