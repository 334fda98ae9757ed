package io.collectionsync.reload;

/** Shows a {@link RouteFolder} over JMX. */
public final class Routes implements RoutesMXBean {

    private final RouteFolder folder;

    public Routes(RouteFolder folder) {
        this.folder = folder;
    }

    @Override
    public String getFault() {
        return folder.fault();
    }

    @Override
    public String getLastReload() {
        var last = folder.lastReload();
        return last == null ? null : last.toString();
    }

    @Override
    public long getReloads() {
        return folder.reloads();
    }

    @Override
    public boolean isPending() {
        return folder.isPending();
    }
}
