using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Recognize.Models.Accounts;

/// <summary>Registers accounts; the database must be registered as well.</summary>
public static class AccountsRegistration
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IPasswordHasher<UserAccount>, PasswordHasher<UserAccount>>();
        services.TryAddSingleton<TokenDirectory>();
        services.TryAddSingleton<AccountDirectory>();
        services.TryAddSingleton<SessionDirectory>();
        services.TryAddSingleton<PasswordLinks>();
        services.TryAddSingleton<UserAdministration>();
        services.TryAddSingleton<ProviderLogins>();
        services.TryAddSingleton(FaceConsentText.Current);
        services.TryAddSingleton<FaceConsentLedger>();
        services.TryAddSingleton<FaceApproval>();
        return services;
    }
}
