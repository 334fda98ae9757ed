package io.collectionsync.management;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The runtime's MBeans as a client of theirs sees them. */
public record Beans(MBeanServerConnection server) {

    public static Beans ofThisProcess() {
        return new Beans(ManagementFactory.getPlatformMBeanServer());
    }

    public SyncRuntimeMXBean runtime() {
        return JMX.newMXBeanProxy(server, name("io.collectionsync:type=Runtime"), SyncRuntimeMXBean.class);
    }

    public DeadLettersMXBean deadLetters() {
        return JMX.newMXBeanProxy(server, name("io.collectionsync:type=DeadLetters"), DeadLettersMXBean.class);
    }

    public MappingMXBean mapping(String name) {
        return JMX.newMXBeanProxy(
                server, name("io.collectionsync:type=Mapping,name=" + ObjectName.quote(name)), MappingMXBean.class);
    }

    public TenantMXBean tenant(String name) {
        return JMX.newMXBeanProxy(
                server, name("io.collectionsync:type=Tenant,name=" + ObjectName.quote(name)), TenantMXBean.class);
    }

    /** @return what is registered in our domain, without the domain */
    public Set<String> registered() throws IOException {
        return server.queryNames(name("io.collectionsync:*"), null).stream()
                .map(ObjectName::getCanonicalKeyPropertyListString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public static ObjectName name(String text) {
        try {
            return new ObjectName(text);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
