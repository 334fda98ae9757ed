package io.collectionsync.management;

/** One tenant, {@code io.collectionsync:type=Tenant,name="…"}. */
@Description("One Entra tenant: how fast it may be written, and how long the runtime can sign in there.")
public interface TenantMXBean {

    @Description("Whether Graph has asked to wait: nothing is sent to this tenant until the pause is over. Now and then"
            + " this is normal during a large run.")
    boolean isThrottled();

    @Description("Seconds until the pause that Graph asked for is over; 0 when there is none.")
    long getPausedForSeconds();

    @Description("Writes that count against the quota at this moment, those included that wait for their turn: near"
            + " WriteQuota a run goes as fast as Graph allows. An estimate.")
    long getWritesInWindow();

    @Description("Writes that Graph allows the application in this tenant within graph.write-window, as set by"
            + " graph.write-quota.")
    int getWriteQuota();

    @Description("When the present access token ends, ISO 8601 in UTC; it is renewed by itself. null before the first.")
    String getTokenExpires();

    @Description("When the application's certificate ends, ISO 8601 in UTC: replace it before. null with a managed"
            + " identity, and with a client secret, whose end Entra alone knows: note it in your calendar.")
    String getCredentialExpires();
}
