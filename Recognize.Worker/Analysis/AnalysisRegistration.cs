using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Faces;
using Recognize.Models.Objects;

namespace Recognize.Worker.Analysis;

internal static class AnalysisRegistration
{
    public static IServiceCollection AddAnalysis(this IServiceCollection services) => services
        .AddSingleton(_ => AnalysisOptions.FromEnvironment())
        .AddSingleton<WorkerIdentity>()
        .AddSingleton(provider => new Recognisers(
            provider.GetRequiredService<FaceRecognizerFactory>().TryGet(),
            provider.GetRequiredService<ObjectRecognizerFactory>().TryGet()))
        .AddSingleton<PhotoAnalysis>()
        .AddSingleton<AudioVideoAnalysis>()
        .AddSingleton<MediaAnalyzer>()
        .AddSingleton<AnalysisLedger>()
        .AddSingleton<LedgerReconciler>()
        .AddSingleton<LeaseKeeper>()
        .AddSingleton<TagWriter>()
        .AddSingleton<OutcomeWriter>()
        .AddSingleton<AnalysisPipeline>();
}
