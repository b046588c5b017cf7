using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Recognize.Models;
using Recognize.Models.Packs;
using Recognize.Models.Persistence;
using Recognize.Models.Persistence.Embedded;
using Recognize.Worker.Jobs;

namespace Recognize.Worker.CommandLine;

/// <summary>The worker as a host: queued jobs and the analysis pipeline until it is stopped.</summary>
internal static class WorkerHost
{
    /// <param name="home">Where models and secrets are.</param>
    /// <param name="database">Not disposed with the host.</param>
    /// <param name="models">What the worker before knew of the model files; null for the first.</param>
    public static IHost Create(RecognizeHome home, DatabaseServer database, ModelStore? models = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        if (models is not null)
            builder.Services.AddSingleton(models);
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
