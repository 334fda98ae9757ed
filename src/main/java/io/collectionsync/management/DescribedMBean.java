package io.collectionsync.management;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.NotificationBroadcasterSupport;
import javax.management.NotificationEmitter;
import javax.management.StandardEmitterMBean;

/** An MXBean whose interface bears its {@link Description}s. */
final class DescribedMBean extends StandardEmitterMBean {

    <T> DescribedMBean(T bean, Class<T> type) {
        this(bean, type, new NotificationBroadcasterSupport());
    }

    /** @param emitter sends the MBean's notifications */
    <T> DescribedMBean(T bean, Class<T> type, NotificationEmitter emitter) {
        super(bean, type, true, emitter);
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return getMBeanInterface().getAnnotation(Description.class).value();
    }

    @Override
    protected String getDescription(MBeanAttributeInfo attribute) {
        return description(method((attribute.isIs() ? "is" : "get") + attribute.getName()))
                .value();
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation) {
        return description(method(operation.getName())).value();
    }

    @Override
    protected int getImpact(MBeanOperationInfo operation) {
        return description(method(operation.getName())).looksOnly()
                ? MBeanOperationInfo.INFO
                : MBeanOperationInfo.ACTION;
    }

    @Override
    protected String getParameterName(MBeanOperationInfo operation, MBeanParameterInfo parameter, int at) {
        return parameter(operation, at).getName();
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation, MBeanParameterInfo parameter, int at) {
        return parameter(operation, at).getAnnotation(Description.class).value();
    }

    private Parameter parameter(MBeanOperationInfo operation, int at) {
        return method(operation.getName()).getParameters()[at];
    }

    private static Description description(Method method) {
        return method.getAnnotation(Description.class);
    }

    /** No method of these interfaces is overloaded. */
    private Method method(String name) {
        return Arrays.stream(getMBeanInterface().getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
