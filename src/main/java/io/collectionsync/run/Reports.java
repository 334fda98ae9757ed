package io.collectionsync.run;

import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.reconcile.FailureLine;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;

/**
 * Gathers the reports of a lane's mappings, and of a run's lanes, in an exchange of its own: the first one's exchange
 * may have failed, and would end the whole run if it were carried on. A mapping of which nothing comes is the run's to
 * miss.
 */
public final class Reports implements AggregationStrategy {

    @Override
    public Exchange aggregate(Exchange gathered, Exchange mapping) {
        var result = gathered;
        if (result == null) {
            result = new DefaultExchange(mapping.getContext());
            result.getMessage().setBody(new ArrayList<MappingReport>());
        }
        @SuppressWarnings("unchecked")
        List<MappingReport> reports = result.getMessage().getBody(List.class);
        if (mapping.getProperty("mapping") != null) {
            reports.add(report(mapping));
        } else if (mapping.getMessage().getBody() instanceof List<?> ofLane) {
            ofLane.forEach(report -> reports.add((MappingReport) report));
        }
        return result;
    }

    private static MappingReport report(Exchange exchange) {
        if (exchange.getException() == null && exchange.getMessage().getBody() instanceof MappingReport report) {
            return report;
        }
        var failure = exchange.getException() != null
                ? exchange.getException()
                : new IllegalStateException("The route reconcile gave no report");
        return MappingReport.failed(exchange.getProperty("mapping", Mapping.class), FailureLine.of(failure));
    }
}
