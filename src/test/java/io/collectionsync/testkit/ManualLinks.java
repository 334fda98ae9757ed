package io.collectionsync.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The links of Markdown pages to files and headings beside them; links to other hosts are left out. */
public final class ManualLinks {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");

    private ManualLinks() {}

    /** @return {@code PAGE: LINK} for each link of these pages that leads nowhere */
    public static List<String> broken(List<Path> pages) {
        return pages.stream()
                .flatMap(page -> targets(page)
                        .filter(target -> !leadsSomewhere(page, target))
                        .map(target -> page + ": " + target))
                .toList();
    }

    /** @return how many links the pages have in all */
    public static long count(List<Path> pages) {
        return pages.stream().flatMap(ManualLinks::targets).count();
    }

    private static Stream<String> targets(Path page) {
        return LINK.matcher(text(page)).results().map(link -> link.group(1)).filter(target -> !target.contains("://"));
    }

    private static boolean leadsSomewhere(Path page, String target) {
        int mark = target.indexOf('#');
        String file = mark < 0 ? target : target.substring(0, mark);
        var other = file.isEmpty() ? page : page.resolveSibling(file);
        return Files.exists(other) && (mark < 0 || anchors(other).anyMatch(target.substring(mark + 1)::equals));
    }

    /** The names that headings get on GitHub. */
    private static Stream<String> anchors(Path page) {
        return HEADING.matcher(text(page)).results().map(heading -> heading.group(1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-'));
    }

    /** @return the page without what is typed and printed */
    private static String text(Path page) {
        try {
            return FENCED.matcher(Files.readString(page)).replaceAll("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
