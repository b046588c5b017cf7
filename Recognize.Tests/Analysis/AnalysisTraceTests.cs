using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Recognize.Tests.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Worker.CommandLine;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Analysis;

public sealed class AnalysisTraceTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pipeline_TellsTheWayOfAPhoto_WhileSomebodyListens()
    {
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AnalysisTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        await using var installation = await TestInstallation.CreateAsync(postgres);
        installation.Write("secret-name.jpg", DrawnPhoto.Jpeg());
        var library = await installation.AddLibraryAsync();
        await installation.Get<LibraryWork>().ScanAsync(library, null, Token);
        var id = await installation.ScalarAsync<Guid>("SELECT id FROM media");

        ActivitySource.AddActivityListener(listener);
        await installation.Get<AnalysisPipeline>().RunAsync(null, new AnalysisCounters(), () => true, Token);

        // Other tests run beside this one, and their files have spans, too.
        var analyse = spans.Single(span => span.OperationName == "analyse" && id.ToString().Equals(span.GetTagItem("recognize.media.id")));
        var inner = spans.Where(span => span.ParentSpanId == analyse.SpanId).Select(span => span.OperationName).ToList();
        Assert.Contains("decode", inner);
        Assert.Contains("basics", inner);
        Assert.Contains(spans, span => span.OperationName == "store" && span.Links.Any(link => link.Context.SpanId == analyse.SpanId));
        Assert.DoesNotContain(spans, span => span.TagObjects.Any(tag => $"{tag.Value}".Contains("secret-name", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Tracing_SendsSpansToTheNamedCollector()
    {
        var received = new TaskCompletionSource<(string Path, string Body)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var collector = new LoopbackServer(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body, Token);
            received.TrySetResult((context.Request.RawUrl!, Encoding.Latin1.GetString(body.ToArray())));
            context.Response.StatusCode = 200;
            context.Response.Close();
        });
        using var tracing = new Tracing(collector.Address);
        await tracing.StartAsync(Token);

        using (AnalysisTrace.Source.StartActivity("a-span-of-this-test"))
        {
            // Only its name matters.
        }
        await tracing.StopAsync(Token);
        var (path, sent) = await received.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Equal("/v1/traces", path);
        Assert.Contains("a-span-of-this-test", sent, StringComparison.Ordinal);
        Assert.Contains("recognize-worker", sent, StringComparison.Ordinal);
    }
}
