package io.collectionsync.reload;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.collectionsync.logging.LogFields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.awaitility.core.ThrowingRunnable;
import org.slf4j.LoggerFactory;

/** A home with a routes folder, the context that runs it, and the watch over it. */
final class Home implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(60);

    final Path folder;
    final DefaultCamelContext live = new DefaultCamelContext();
    final ProducerTemplate template;
    final ListAppender<ILoggingEvent> log = new ListAppender<>();
    RouteFolder routes;

    Home(Path home) {
        folder = home.resolve("routes");
        live.getCamelContextExtension().setName("live-" + System.identityHashCode(this));
        live.getShutdownStrategy().setTimeout(5);
        var properties = new Properties();
        properties.setProperty("home.folder", home.toString());
        properties.setProperty("schedule.enabled", "false");
        properties.setProperty("graph.retry-delay", "1");
        properties.setProperty("schedule.cron", "0 0/5 * * * ?");
        properties.setProperty("dead-letters.cron", "30 0/5 * * * ?");
        live.getPropertiesComponent().setInitialProperties(properties);
        template = live.createProducerTemplate();
        log.start();
        ((Logger) LoggerFactory.getLogger(RouteFolder.class)).addAppender(log);
    }

    Home bind(String name, Object bean) {
        live.getRegistry().bind(name, bean);
        return this;
    }

    Home start() {
        return start(Set.of(NeededRoute.RUN));
    }

    Home start(Set<NeededRoute> needed) {
        try (var files = Files.newDirectoryStream(folder, "*.camel.yaml")) {
            var resources = new ArrayList<Resource>();
            for (var file : files) {
                resources.add(PluginHelper.getResourceLoader(live).resolveResource("file:" + file));
            }
            PluginHelper.getRoutesLoader(live).loadRoutes(resources);
            live.start();
            routes = new RouteFolder(live, folder, needed, LOOK);
            routes.start();
            return this;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    String send(String route) {
        return template.requestBody("direct:" + route, "?", String.class);
    }

    String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a careful editor saves: a temporary file, renamed. */
    void save(String file, String text) {
        try {
            var temporary = folder.resolve(file + ".tmp");
            Files.writeString(temporary, text);
            Files.move(temporary, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void edit(String file, UnaryOperator<String> change) {
        var before = read(file);
        var after = change.apply(before);
        if (after.equals(before)) {
            throw new IllegalArgumentException("The edit of " + file + " changes nothing");
        }
        save(file, after);
    }

    void replace(String file, String old, String fresh) {
        edit(file, text -> text.replace(old, fresh));
    }

    void delete(String file) {
        try {
            Files.delete(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> errors() {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getLevel() == Level.ERROR)
                .map(event -> event.getFormattedMessage() + new LogFields().convert(event))
                .toList();
    }

    static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .untilAsserted(assertion);
    }

    @Override
    public void close() {
        ((Logger) LoggerFactory.getLogger(RouteFolder.class)).detachAppender(log);
        if (routes != null) {
            routes.close();
        }
        live.stop();
    }
}
