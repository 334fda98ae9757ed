package io.collectionsync.testkit;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

/**
 * Everything that a look at an MBean server shows: names, descriptions, attributes, and of Camel's MBeans and ours what
 * operations without parameters return that only look.
 */
public final class MBeanWalk {

    private final MBeanServer server;
    private final List<String> seen = new ArrayList<>();

    private MBeanWalk(MBeanServer server) {
        this.server = server;
    }

    public static MBeanWalk over(MBeanServer server) throws JMException {
        var walk = new MBeanWalk(server);
        walk.everything();
        return walk;
    }

    /** @return the beginnings of the texts that contain {@code word} */
    public List<String> mentions(String word) {
        return seen.stream()
                .filter(text -> text.contains(word))
                .map(text -> text.length() < 200 ? text : text.substring(0, 200))
                .toList();
    }

    private void everything() throws JMException {
        for (ObjectName name : server.queryNames(null, null)) {
            seen.add(name.toString());
            var info = server.getMBeanInfo(name);
            seen.add(info.toString());
            for (MBeanAttributeInfo attribute : info.getAttributes()) {
                if (attribute.isReadable()) {
                    look(attribute.getName(), () -> server.getAttribute(name, attribute.getName()));
                }
            }
            for (MBeanOperationInfo operation : info.getOperations()) {
                if (isHarmless(name, operation)) {
                    look(operation.getName(), () -> server.invoke(name, operation.getName(), null, null));
                }
            }
        }
    }

    private static boolean isHarmless(ObjectName name, MBeanOperationInfo operation) {
        return name.getDomain().equals("org.apache.camel")
                && operation.getSignature().length == 0
                && operation
                        .getName()
                        .matches("(dump|browse|explain|list|find|get|inflight|statistics|details|status).*");
    }

    private interface Look {
        Object get() throws JMException;
    }

    /** Some attributes of the JDK are not supported on every machine. */
    private void look(String what, Look look) {
        try {
            add(look.get());
        } catch (JMException | RuntimeException unreadable) {
            seen.add(what + ": " + unreadable + " " + unreadable.getCause());
        }
    }

    private void add(Object value) {
        if (value instanceof CompositeData composite) {
            composite.values().forEach(this::add);
        } else if (value instanceof TabularData table) {
            table.values().forEach(this::add);
        } else if (value instanceof Collection<?> all) {
            all.forEach(this::add);
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, held) -> Arrays.asList(key, held).forEach(this::add));
        } else if (value instanceof Object[] array) {
            Arrays.asList(array).forEach(this::add);
        } else if (value != null && value.getClass().isArray()) {
            seen.add(Array.getLength(value) + " numbers");
        } else {
            seen.add(String.valueOf(value));
        }
    }
}
