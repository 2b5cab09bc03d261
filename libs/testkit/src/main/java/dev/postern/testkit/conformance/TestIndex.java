package dev.postern.testkit.conformance;

import dev.postern.testkit.conformance.ConformanceLedger.Line;
import java.util.Arrays;
import java.util.List;

/**
 * An index of cases that are tests of their own elsewhere in a module: {@code case | what is sent |
 * Class#method}, one per line. A test that is not there any more is an error, so that the index
 * cannot outlive what it lists.
 */
public final class TestIndex {

    private TestIndex() {}

    /**
     * @param testPackage where the test classes are
     * @param index the lines
     */
    public static List<Line> read(String testPackage, String index) {
        return index.lines()
                .filter(line -> !line.isBlank())
                .map(line -> read(testPackage, line.split("\\|")))
                .toList();
    }

    private static Line read(String testPackage, String[] parts) {
        String test = parts[2].strip();
        mustExist(testPackage, test.substring(0, test.indexOf('#')), test);
        return new Line(parts[0].strip(), parts[1].strip(), "holds", "`" + test + "`");
    }

    private static void mustExist(String testPackage, String className, String test) {
        String method = test.substring(test.indexOf('#') + 1);
        try {
            Class<?> found =
                    Class.forName(
                            testPackage + "." + className,
                            false,
                            Thread.currentThread().getContextClassLoader());
            if (Arrays.stream(found.getDeclaredMethods())
                    .noneMatch(declared -> declared.getName().equals(method))) {
                throw new AssertionError("no test " + test);
            }
        } catch (ClassNotFoundException gone) {
            throw new AssertionError("no test " + test, gone);
        }
    }
}
