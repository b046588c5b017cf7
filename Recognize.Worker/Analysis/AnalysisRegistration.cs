using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Faces;
using Recognize.Models.Landmarks;
using Recognize.Models.Library;
using Recognize.Models.Music;
using Recognize.Models.Objects;
using Recognize.Models.People;
using Recognize.Models.Tags;

namespace Recognize.Worker.Analysis;

internal static class AnalysisRegistration
{
    /// <summary>What a file is analysed with.</summary>
    public static IServiceCollection AddRecognisers(this IServiceCollection services) => services
        .AddSingleton(_ => AnalysisOptions.FromEnvironment())
        .AddSingleton(provider => new Recognisers(
            provider.GetRequiredService<FaceRecognizerFactory>().TryGet(),
            provider.GetRequiredService<ObjectRecognizerFactory>().TryGet(),
            provider.GetRequiredService<MusicRecognizerFactory>().TryGet(),
            provider.GetRequiredService<LandmarkRecognizerFactory>().Get()))
        .AddSingleton<PhotoAnalysis>()
        .AddSingleton<VideoAnalysis>()
        .AddSingleton<MusicAnalysis>()
        .AddSingleton<AudioVideoAnalysis>()
        .AddSingleton<MediaAnalyzer>();

    /// <summary>The ledger and the pipeline that works it off.</summary>
    public static IServiceCollection AddAnalysis(this IServiceCollection services) => services
        .AddRecognisers()
        .AddSingleton(provider => new WorkerIdentity { Packs = provider.GetRequiredService<Recognisers>().Versions })
        .AddSingleton<PackDates>()
        .AddSingleton<WantedVersions>()
        .AddSingleton<LedgerCounts>()
        .AddSingleton<PeopleCounts>()
        .AddSingleton<TagCounts>()
        .AddSingleton<MonthCounts>()
        .AddSingleton<KeptCounts>()
        .AddSingleton<WorkRates>()
        .AddSingleton<AnalysisRequests>()
        .AddSingleton<AbsentLibraries>()
        .AddSingleton<AnalysisLedger>()
        .AddSingleton<LedgerReconciler>()
        .AddSingleton<WorkerLock>()
        .AddSingleton<LeaseKeeper>()
        .AddSingleton<TagWriter>()
        .AddSingleton<OutcomeWriter>()
        .AddSingleton<WorkBell>()
        .AddSingleton<ClaimStage>()
        .AddSingleton<OutcomeStage>()
        .AddSingleton<AnalysisPipeline>();
}
