using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Recognize.Models;
using Recognize.Worker.Analysis;
using Recognize.Worker.Jobs;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// Sends the spans of files and jobs to the collector that the operator has named, by OTLP over HTTP. Without a name
/// nothing listens and nothing is sent.
/// </summary>
internal sealed class Tracing(Uri collector) : IHostedService, IDisposable
{
    private TracerProvider? _provider;

    /// <summary>Null when no collector is named.</summary>
    /// <exception cref="CommandFailure">What is named is not an address.</exception>
    public static Uri? ReadCollector()
    {
        if (RecognizeSettings.Read(RecognizeSettings.TraceCollector) is not { } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new CommandFailure(
                $"{RecognizeSettings.TraceCollector} is '{text}': give an address such as http://127.0.0.1:4318.");
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _provider = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService(
                "recognize-worker", serviceVersion: ProgramVersion.Text, serviceInstanceId: WorkerPresence.Name))
            .AddSource(AnalysisTrace.SourceName)
            .AddOtlpExporter(exporter =>
            {
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                exporter.Endpoint = new Uri(collector, "/v1/traces");
            })
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>Sends what is left; a collector that is away holds nothing up for long.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _provider?.ForceFlush(2_000);
        return Task.CompletedTask;
    }

    public void Dispose() => _provider?.Dispose();
}
