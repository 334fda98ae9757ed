package io.collectionsync.reload;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * A context to try routes in: sees the beans and properties of the live one, starts no route, and takes nothing of the
 * live one with it when it stops.
 */
final class Scratch implements AutoCloseable {

    final DefaultCamelContext context;

    Scratch(CamelContext live) {
        context = new DefaultCamelContext(new DefaultRegistry(new LentBeans(live.getRegistry())));
        context.disableJMX();
        context.getCamelContextExtension().setName("rehearsal");
        context.setApplicationContextClassLoader(live.getApplicationContextClassLoader());
        context.setAutowiredEnabled(live.isAutowiredEnabled());
        context.setAutoStartup(false);
        context.setSourceLocationEnabled(true);
        context.setStartupSummaryLevel(StartupSummaryLevel.Off);
        context.setPropertiesComponent(properties(live));
        context.addComponent("quartz", quartz());
    }

    /** Asks the live context for every value, so that both know the same ones. */
    private static PropertiesComponent properties(CamelContext live) {
        var properties = new PropertiesComponent();
        properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
        properties.addPropertiesSource(new PropertiesSource() {
            @Override
            public String getName() {
                return "live";
            }

            @Override
            public String getProperty(String name) {
                return live.getPropertiesComponent().resolveProperty(name).orElse(null);
            }
        });
        return properties;
    }

    /** Its jobs are judged and never fire. */
    private static QuartzComponent quartz() {
        var quartz = new QuartzComponent();
        quartz.setAutoStartScheduler(false);
        quartz.setProperties(new HashMap<>(Map.of(
                "org.quartz.scheduler.instanceName", "rehearsal",
                "org.quartz.scheduler.jmx.export", "false",
                "org.quartz.scheduler.skipUpdateCheck", "true",
                "org.quartz.threadPool.class", "org.quartz.simpl.ZeroSizeThreadPool",
                "org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore")));
        return quartz;
    }

    /** Parses one file; a started context builds its routes as well. */
    void load(String file, String text) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(resource(file, text));
    }

    private static Resource resource(String file, String text) {
        return ResourceHelper.fromString("file:" + file, text);
    }

    @Override
    public void close() {
        context.stop();
    }

    /** The live registry, except for components: they would stop with the scratch context, so it gets new ones. */
    private record LentBeans(Registry live) implements BeanRepository {

        @Override
        public Object lookupByName(String name) {
            return lend(live.lookupByName(name));
        }

        @Override
        public <T> T lookupByNameAndType(String name, Class<T> type) {
            return type.cast(lend(live.lookupByNameAndType(name, type)));
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            return live.findByTypeWithName(type).entrySet().stream()
                    .filter(bean -> !(bean.getValue() instanceof Component))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return live.findByType(type).stream()
                    .filter(bean -> !(bean instanceof Component))
                    .collect(Collectors.toSet());
        }

        private static Object lend(Object bean) {
            if (!(bean instanceof Component)) {
                return bean;
            }
            try {
                return bean.getClass().getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new RuntimeCamelException(
                        "There is no second " + bean.getClass().getName(), e);
            }
        }
    }
}
