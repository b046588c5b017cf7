namespace Recognize.Api.Admin;

internal static class AdminApi
{
    /// <summary>What admins see of the whole house.</summary>
    public static IServiceCollection AddAdminApi(this IServiceCollection services) => services
        .AddScoped<HouseAttention>()
        .AddScoped<HouseFigures>()
        .AddScoped<HouseLibraries>();
}
