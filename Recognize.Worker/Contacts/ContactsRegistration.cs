using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.CardDav;
using Recognize.Models.Contacts.Portraits;
using Recognize.Worker.Contacts.CardDav;

namespace Recognize.Worker.Contacts;

/// <summary>Registers contacts; needs accounts, acts on people, media, face recognition and grouping options.</summary>
internal static class ContactsRegistration
{
    public static IServiceCollection AddContacts(this IServiceCollection services)
    {
        services.AddSingleton<PortraitReader>();
        services.AddSingleton<SecretBox>();
        services.AddSingleton<ContactAnswers>();
        services.AddSingleton<ContactConsentLedger>();
        services.AddSingleton<ContactStore>();
        services.AddSingleton<ContactImport>();
        services.AddSingleton<AllowedServers>();
        services.AddSingleton<AddressBookRequests>();
        services.AddSingleton<CardDavSync>();
        services.AddSingleton<PortraitWork>();
        services.AddSingleton<MatchWriter>();
        services.AddSingleton<ContactMatching>();
        services.AddSingleton<ContactWork>();
        return services;
    }
}
