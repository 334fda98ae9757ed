package io.collectionsync.management;

import java.lang.reflect.InvocationTargetException;
import javax.security.auth.Subject;

/** Who calls an operation over JMX. */
final class Caller {

    private static final String UNKNOWN = "jmx, " + System.getProperty("user.name");

    private Caller() {}

    /** @return such as {@code jmx, admin}; the user of this process where the client did not log in (local attach) */
    static String name() {
        var subject = subject();
        return subject == null || subject.getPrincipals().isEmpty()
                ? UNKNOWN
                : "jmx, " + subject.getPrincipals().iterator().next().getName();
    }

    /** {@code Subject.current()} came with Java 18; what Java 17 has instead ends with Java 24. */
    private static Subject subject() {
        try {
            return (Subject) Subject.class.getMethod("current").invoke(null);
        } catch (NoSuchMethodException java17) {
            return older();
        } catch (IllegalAccessException | InvocationTargetException unknown) {
            return null;
        }
    }

    private static Subject older() {
        try {
            var controller = Class.forName("java.security.AccessController");
            var context = controller.getMethod("getContext").invoke(null);
            return (Subject)
                    Subject.class.getMethod("getSubject", context.getClass()).invoke(null, context);
        } catch (ReflectiveOperationException unknown) {
            return null;
        }
    }
}
