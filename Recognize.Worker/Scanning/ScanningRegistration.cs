using Microsoft.Extensions.DependencyInjection;

namespace Recognize.Worker.Scanning;

internal static class ScanningRegistration
{
    public static IServiceCollection AddScanning(this IServiceCollection services) => services
        .AddSingleton(_ => ScannerOptions.FromEnvironment())
        .AddSingleton<FolderWalker>()
        .AddSingleton<MovedFileFinder>()
        .AddSingleton<ScanStore>()
        .AddSingleton<KnownFiles>()
        .AddSingleton<ScanWriter>()
        .AddSingleton(_ => new MountTable())
        .AddSingleton<DiskGuard>()
        .AddSingleton<LibraryMerge>()
        .AddSingleton<LibraryScanner>();
}
