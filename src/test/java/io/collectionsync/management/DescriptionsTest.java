package io.collectionsync.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import org.junit.jupiter.api.Test;

class DescriptionsTest {

    private final StateCache cache =
            new StateCache(() -> new Snapshot(Map.of(), Map.of(), 0, null, List.of(), null), Clock.systemUTC());

    @Test
    void everyAttributeOperationAndParameterSpeaksToTheOperator() {
        var control = new StandInControl();
        describes(new DescribedMBean(new SyncRuntime(control, cache, null, () -> {}), SyncRuntimeMXBean.class)
                .getMBeanInfo());
        var pilot = StandInControl.mapping("pilot-ring", true);
        describes(new DescribedMBean(new ManagedMapping(pilot, control, cache, null), MappingMXBean.class)
                .getMBeanInfo());
        describes(new DescribedMBean(new ManagedDeadLetters(null, cache), DeadLettersMXBean.class).getMBeanInfo());
        describes(new DescribedMBean(new ManagedTenant(null, Clock.systemUTC()), TenantMXBean.class).getMBeanInfo());
    }

    @Test
    void theManualNamesThemAll() throws Exception {
        String page = Files.readString(Path.of("src/docs/jmx.md"));
        for (Class<?> type :
                List.of(SyncRuntimeMXBean.class, MappingMXBean.class, DeadLettersMXBean.class, TenantMXBean.class)) {
            for (var method : type.getMethods()) {
                String name = method.getName().replaceFirst("^(get|is)(?=[A-Z])", "");
                assertThat(page).containsPattern("`" + name + "[(`]");
            }
        }
    }

    private static void describes(MBeanInfo info) {
        assertThat(info.getDescription()).contains(" ").endsWith(".");
        assertThat(info.getAttributes()).isNotEmpty().allSatisfy(DescriptionsTest::describes);
        assertThat(info.getAttributes()).noneMatch(attribute -> attribute.isWritable());
        assertThat(info.getOperations()).allSatisfy(operation -> {
            describes(operation);
            assertThat(operation.getSignature()).allSatisfy(DescriptionsTest::describes);
            assertThat(operation.getSignature())
                    .extracting(MBeanFeatureInfo::getName)
                    .doesNotContain("p0", "arg0");
            assertThat(operation.getImpact())
                    .isEqualTo(
                            List.of("list", "plan").contains(operation.getName())
                                    ? MBeanOperationInfo.INFO
                                    : MBeanOperationInfo.ACTION);
        });
    }

    private static void describes(MBeanFeatureInfo feature) {
        assertThat(feature.getDescription())
                .as(feature.getName())
                .contains(" ")
                .endsWith(".")
                .isNotEqualTo("Attribute exposed for management");
        if (feature.getName().endsWith("Seconds") || feature.getName().startsWith("Seconds")) {
            assertThat(feature.getDescription()).containsIgnoringCase("seconds");
        }
    }
}
