package io.collectionsync.benchmark;

import com.microsoft.graph.core.content.BatchRequestContent;
import com.microsoft.graph.core.requests.GraphClientFactory;
import com.microsoft.graph.models.Group;
import com.microsoft.graph.serviceclient.GraphServiceClient;
import io.collectionsync.benchmark.BenchmarkTable.Line;
import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.SandboxGroup;
import io.collectionsync.testkit.LiveRuntime;
import java.util.List;
import java.util.UUID;
import java.util.function.IntSupplier;

/** The official SDK at the same job, as its documentation teaches it: PATCHes of 20, removals in batches of 20. */
final class SdkPeer {

    private static final int TWENTY = 20;

    private final LiveRuntime live;
    private final BenchmarkTable table;
    private final GraphServiceClient sdk;

    SdkPeer(LiveRuntime live, BenchmarkTable table) {
        this.live = live;
        this.table = table;
        var sandbox = live.sandbox;
        sdk = new GraphServiceClient(
                (request, more) -> request.headers.tryAdd(
                        "Authorization", "Bearer " + sandbox.graph().token(sandbox.tenant("contoso"))),
                GraphClientFactory.create()
                        .sslSocketFactory(
                                sandbox.certificates().clientContext().getSocketFactory(),
                                sandbox.certificates().trustManager())
                        .build());
        sdk.getRequestAdapter().setBaseUrl(sandbox.graph().url() + "/v1.0");
    }

    void measure(List<UUID> members) throws Exception {
        var group = live.sandbox.tenant("contoso").createGroup("sdk", GroupKind.SECURITY);
        add(group, members.subList(0, TWENTY));
        group.setMembers(List.of());
        measure(
                "SDK: " + members.size() + " additions by PATCH of 20",
                members.size(),
                () -> add(group, members),
                () -> members.size() - group.size());
        group.setMembers(members);
        measure(
                "SDK: " + members.size() + " removals in batches of 20",
                members.size(),
                () -> remove(group, members),
                group::size);
    }

    private interface Work {
        void run() throws Exception;
    }

    /** @param undone how many changes are not in the group afterwards */
    private void measure(String name, int changes, Work work, IntSupplier undone) throws Exception {
        var counters = live.sandbox.graph().counters();
        counters.reset();
        long begin = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - begin) / 1e9;
        table.add(new Line(
                name, changes, undone.getAsInt(), counters.requests(), counters.writesSpent(), seconds, 0, "", 0, 0));
    }

    private void add(SandboxGroup group, List<UUID> members) {
        for (int from = 0; from < members.size(); from += TWENTY) {
            var body = new Group();
            body.getAdditionalData()
                    .put(
                            "members@odata.bind",
                            members.subList(from, Math.min(from + TWENTY, members.size())).stream()
                                    .map(member -> live.sandbox.graph().url() + "/v1.0/directoryObjects/" + member)
                                    .toList());
            sdk.groups().byGroupId(group.id().toString()).patch(body);
        }
    }

    private void remove(SandboxGroup group, List<UUID> members) throws Exception {
        for (int from = 0; from < members.size(); from += TWENTY) {
            var batch = new BatchRequestContent(sdk);
            for (var member : members.subList(from, Math.min(from + TWENTY, members.size()))) {
                batch.addBatchRequestStep(sdk.groups()
                        .byGroupId(group.id().toString())
                        .members()
                        .byDirectoryObjectId(member.toString())
                        .ref()
                        .toDeleteRequestInformation());
            }
            sdk.getBatchRequestBuilder().post(batch, null);
        }
    }
}
