using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Deidentification;
using Recognize.Models.Deidentification.Video;
using Recognize.Models.Exports;

namespace Recognize.Worker.Exports;

/// <summary>Services of exports in which faces are covered.</summary>
internal static class ExportsRegistration
{
    public static IServiceCollection AddCoveredExports(this IServiceCollection services) => services
        .AddSingleton<CoveredExports>()
        .AddSingleton<PhotoCovering>()
        .AddSingleton<VideoCovering>()
        .AddSingleton<ExportSources>()
        .AddSingleton<FileCovering>()
        .AddSingleton<CoveredArchive>();
}
