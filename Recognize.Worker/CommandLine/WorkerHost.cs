using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Recognize.Models;
using Recognize.Models.Persistence;
using Recognize.Models.Persistence.Embedded;
using Recognize.Worker.Jobs;

namespace Recognize.Worker.CommandLine;

/// <summary>The worker as a host: queued jobs and the analysis pipeline until it is stopped.</summary>
internal static class WorkerHost
{
    public static IHost Create(RecognizeHome home, DatabaseServer database)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        WorkerServices.Add(builder.Services, home, database);
        builder.Services.AddJobs(ConnectionUpkeep.Apply(database.ConnectionString));
        builder.Services.AddHostedService<AnalysisService>();
        builder.Services.AddHostedService<SealingService>();
        builder.Services.AddSingleton<ModelWatch>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ModelWatch>());
        if (Tracing.ReadCollector() is { } collector)
            builder.Services.AddHostedService(_ => new Tracing(collector));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10));
        return builder.Build();
    }
}
