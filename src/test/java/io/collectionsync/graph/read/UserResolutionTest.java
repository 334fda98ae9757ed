package io.collectionsync.graph.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.work.SharedWork;
import io.collectionsync.membership.UserIdentity;
import io.collectionsync.membership.UserIdentity.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Users become objects by full batches of full queries, several batches on their way at once. */
class UserResolutionTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void severalBatchesAreOnTheirWayAtOnce() throws Exception {
        var resolution = resolution(1_000);
        var calls = new ArrayList<GraphCall>();
        for (var worker : resolution.getWorkers()) {
            calls.add(worker.next());
        }

        assertThat(calls).hasSize(SharedWork.MOST_WORKERS);
        assertThat(JSON.readTree(calls.get(0).body()).path("requests")).hasSize(OpenQueries.QUERIES);
        assertThat(JSON.readTree(calls.get(3).body()).path("requests")).hasSize(7);
    }

    @Test
    void aUserIsFoundByWhatWasAskedForWhateverItsCase() throws Exception {
        var resolution = resolution(1);
        var worker = resolution.getWorkers().get(0);
        assertThat(worker.next()).isNotNull();
        var id = UUID.randomUUID();
        worker.answered(new GraphAnswer(
                200,
                Map.of(),
                "{\"responses\":[{\"id\":\"1\",\"status\":200,\"body\":" + "{\"value\":[{\"id\":\"" + id
                        + "\",\"userPrincipalName\":\"User0@Contoso.com\"}]}}]}",
                null));

        assertThat(worker.next()).isNull();
        assertThat(resolution.oldest())
                .containsEntry(new UserIdentity(Property.USER_PRINCIPAL_NAME, "user0@contoso.com"), Set.of(id));
    }

    private static UserResolution resolution(int users) {
        var resolution = new UserResolution("contoso", "https://graph.microsoft.com/v1.0", Duration.ofMillis(1));
        resolution.ask(IntStream.range(0, users)
                .mapToObj(n -> new UserIdentity(Property.USER_PRINCIPAL_NAME, "user" + n + "@contoso.com"))
                .toList());
        resolution.end();
        return resolution;
    }
}
