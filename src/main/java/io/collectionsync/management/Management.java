package io.collectionsync.management;

import io.collectionsync.membership.Mapping;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The MBeans of the runtime, from its start to its end: {@code type=Runtime}, {@code type=DeadLetters}, one
 * {@code type=Tenant} for each tenant, and one {@code type=Mapping} for each mapping of the file as it is now.
 */
public final class Management implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Management.class);
    private static final String DOMAIN = "io.collectionsync";
    private static final long FOLLOW_SECONDS = 2;

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Map<ObjectName, ManagedMapping> mappings = new HashMap<>();
    private final List<ObjectName> further = new ArrayList<>();
    private final ObjectName runtime = name("Runtime");
    private final ObjectName deadLetters = name("DeadLetters");
    private final Control control;
    private final Records records;
    private final Clock clock;
    private final StateCache state;
    private final Suspensions suspensions;
    private final Announcer announcer;
    private final ScheduledExecutorService follower = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "jmx-mappings");
        thread.setDaemon(true);
        return thread;
    });
    private HttpMonitor http;
    private boolean closed;

    private Management(Control control, Records records, Clock clock) {
        this.control = control;
        this.records = records;
        this.clock = clock;
        state = new StateCache(() -> Snapshot.read(records), clock);
        suspensions = new Suspensions(records.pauses(), state);
        announcer = new Announcer(runtime, control, records.notices(), clock);
    }

    /**
     * Registers the MBeans with the platform's MBean server.
     *
     * @throws IllegalStateException if another runtime of this process has registered its own; they stay
     */
    public static Management start(Control control, Records records, Clock clock) {
        var management = new Management(control, records, clock);
        management.claim();
        try {
            management.register();
        } catch (JMException e) {
            management.close();
            throw new IllegalStateException("The MBeans cannot be registered: " + e.getMessage(), e);
        }
        return management;
    }

    /**
     * Registers a further MBean of the runtime, until {@link #close}.
     *
     * @throws IllegalStateException if it cannot be registered
     */
    public synchronized void publish(String type, Object mbean) {
        try {
            var name = name(type);
            server.registerMBean(mbean, name);
            further.add(name);
        } catch (JMException e) {
            throw new IllegalStateException("The MBean " + type + " cannot be registered: " + e.getMessage(), e);
        }
    }

    /**
     * Answers monitors over HTTP on loopback, until {@link #close}.
     *
     * @param port   0 for any free one
     * @param oldest a last run that began longer ago is a fault
     * @throws IllegalStateException if the port cannot be had
     */
    public synchronized HttpMonitor listen(int port, Duration oldest) {
        try {
            http = new HttpMonitor(control, state, suspensions, port, oldest);
            return http;
        } catch (IOException e) {
            throw new IllegalStateException("http.port " + port + " cannot be listened on: " + e.getMessage(), e);
        }
    }

    /** Who has the runtime's name, has all. */
    private void claim() {
        try {
            server.registerMBean(
                    new DescribedMBean(
                            new SyncRuntime(control, state, suspensions, this::follow),
                            SyncRuntimeMXBean.class,
                            announcer),
                    runtime);
        } catch (InstanceAlreadyExistsException taken) {
            throw new IllegalStateException(
                    "Another runtime is running in this process: the MBean " + runtime + " is registered", taken);
        } catch (JMException e) {
            throw new IllegalStateException("The MBean " + runtime + " cannot be registered: " + e.getMessage(), e);
        }
    }

    private void register() throws JMException {
        server.registerMBean(
                new DescribedMBean(new ManagedDeadLetters(records.deadLetters(), state), DeadLettersMXBean.class),
                deadLetters);
        for (var tenant : control.tenants()) {
            var name = parse(DOMAIN + ":type=Tenant,name=" + ObjectName.quote(tenant.name()));
            server.registerMBean(
                    new DescribedMBean(new ManagedTenant(() -> tenant(tenant.name()), clock), TenantMXBean.class),
                    name);
            further.add(name);
        }
        announcer.look();
        follow();
        follower.scheduleWithFixedDelay(
                () -> {
                    follow();
                    announcer.look();
                },
                FOLLOW_SECONDS,
                FOLLOW_SECONDS,
                TimeUnit.SECONDS);
    }

    private TenantState tenant(String name) {
        return control.tenants().stream()
                .filter(tenant -> tenant.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private synchronized void follow() {
        if (closed) {
            return;
        }
        try {
            var wanted = new HashMap<ObjectName, Mapping>();
            control.mappings().forEach(mapping -> wanted.put(name(mapping), mapping));
            mappings.keySet().stream()
                    .filter(name -> !wanted.containsKey(name))
                    .toList()
                    .forEach(this::withdraw);
            wanted.forEach(this::offer);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("MBeans of mappings not brought up to date");
        }
    }

    private void offer(ObjectName name, Mapping mapping) {
        var known = mappings.get(name);
        if (known != null) {
            known.follow(mapping);
            return;
        }
        try {
            var fresh = new ManagedMapping(mapping, control, state, suspensions);
            server.registerMBean(new DescribedMBean(fresh, MappingMXBean.class), name);
            mappings.put(name, fresh);
        } catch (JMException e) {
            warn(name, e).log("MBean not registered");
        }
    }

    private void withdraw(ObjectName name) {
        mappings.remove(name);
        unregister(name);
    }

    private void unregister(ObjectName name) {
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException gone) {
            LOG.debug("the MBean {} is gone already", name);
        } catch (JMException e) {
            warn(name, e).log("MBean not unregistered");
        }
    }

    private static LoggingEventBuilder warn(ObjectName name, JMException failure) {
        return LOG.atWarn().addKeyValue("mbean", name).addKeyValue("error", failure.getMessage());
    }

    private static ObjectName name(String type) {
        return parse(DOMAIN + ":type=" + type);
    }

    private static ObjectName name(Mapping mapping) {
        return parse(DOMAIN + ":type=Mapping,name=" + ObjectName.quote(mapping.name()));
    }

    private static ObjectName parse(String text) {
        try {
            return new ObjectName(text);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Unregisters every MBean of this runtime. */
    @Override
    public synchronized void close() {
        closed = true;
        if (http != null) {
            http.close();
        }
        follower.shutdownNow();
        mappings.keySet().stream().toList().forEach(this::withdraw);
        further.forEach(this::unregister);
        unregister(deadLetters);
        unregister(runtime);
    }
}
