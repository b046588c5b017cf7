using Microsoft.Extensions.DependencyInjection;

namespace Recognize.Worker.Scanning.Watching;

internal static class WatchingRegistration
{
    /// <summary>Whoever adds this also adds a <see cref="ScanRequester"/>, and runs <see cref="LibraryWatching"/>.</summary>
    public static IServiceCollection AddLibraryWatching(this IServiceCollection services) => services
        .AddSingleton(new WatchOptions())
        .AddSingleton<WatchFilter>()
        .AddSingleton<LibraryWatchFactory>()
        .AddSingleton<LibraryWatching>();
}
