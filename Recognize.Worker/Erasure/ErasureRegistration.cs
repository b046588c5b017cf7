using Microsoft.Extensions.DependencyInjection;

namespace Recognize.Worker.Erasure;

/// <summary>Services that erase.</summary>
internal static class ErasureRegistration
{
    public static IServiceCollection AddErasure(this IServiceCollection services) => services
        .AddSingleton<OwnerStandstill>()
        .AddSingleton<FileErasure>()
        .AddSingleton<FaceErasure>()
        .AddSingleton<UserErasure>()
        .AddSingleton<StorageRewrite>();
}
