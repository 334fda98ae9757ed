package io.collectionsync;

import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;

/**
 * Gathers the reports of a run's mappings in an exchange of its own: the first mapping's exchange may have failed, and
 * would end the whole run if it were carried on.
 */
final class Reports implements AggregationStrategy {

    @Override
    public Exchange aggregate(Exchange gathered, Exchange mapping) {
        var result = gathered;
        if (result == null) {
            result = new DefaultExchange(mapping.getContext());
            result.getMessage().setBody(new ArrayList<MappingReport>());
        }
        @SuppressWarnings("unchecked")
        List<MappingReport> reports = result.getMessage().getBody(List.class);
        reports.add(report(mapping));
        return result;
    }

    private static MappingReport report(Exchange exchange) {
        if (exchange.getException() == null && exchange.getMessage().getBody() instanceof MappingReport report) {
            return report;
        }
        var failure = exchange.getException() != null ? exchange.getException()
                : new IllegalStateException("The route reconcile gave no report");
        return MappingReport.failed(exchange.getProperty("mapping", Mapping.class), FailureLine.of(failure));
    }
}
