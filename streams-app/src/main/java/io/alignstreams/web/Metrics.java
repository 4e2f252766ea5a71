package io.alignstreams.web;

import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.topology.ModelIdentity;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import java.io.IOException;
import java.io.OutputStream;

/** What is measured of this process, as Prometheus scrapes it. */
public final class Metrics implements AutoCloseable {
    /** The format of {@link #write}. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();

    /** Measures the JVM and the process; all else is for others to add. */
    public Metrics(AlignStreamsConfig config) {
        registry.config().meterFilter(new MostLabels(config.getInt(AlignKeys.METRICS_LABELS_MAX)));
        new JvmInfoMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        garbage.bindTo(registry);
        ProcessMetrics.builder().register(registry.getPrometheusRegistry());
    }

    /** Where others add what they measure. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Says which model and which build this is. */
    public void describe(ModelIdentity model, String version) {
        Gauge.builder("align.model.info", () -> 1)
                .description("The model that scores, and the application's version")
                .tag("model_id", model.modelId())
                .tag("model_digest", model.modelDigest())
                .tag("embedder_digest", model.embedderDigest())
                .tag("version", version)
                .strongReference(true)
                .register(registry);
    }

    void write(OutputStream out) throws IOException {
        registry.scrape(out, CONTENT_TYPE);
    }

    @Override
    public void close() {
        garbage.close();
        registry.close();
    }
}
