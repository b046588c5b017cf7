using Recognize.Api.Accounts;
using Recognize.Api.Admin;
using Recognize.Api.Auditing;
using Recognize.Api.Contacts;
using Recognize.Api.Erasure;
using Recognize.Api.Exports;
using Recognize.Api.Health;
using Recognize.Api.Hosting;
using Recognize.Api.Http;
using Recognize.Api.Jobs;
using Recognize.Api.Libraries;
using Recognize.Api.Media;
using Recognize.Api.Music;
using Recognize.Api.Models;
using Recognize.Api.People;
using Recognize.Api.Reclustering;
using Recognize.Api.Search;
using Recognize.Api.Sharing;
using Recognize.Api.Tags;
using Recognize.Models;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.People.Acts;
using Recognize.Models.Persistence;
using Recognize.Models.Refusals;
using Recognize.Models.Sharing;

namespace Recognize.Api;

/// <summary>The composition root: what the API consists of, and in which order a request passes through it.</summary>
internal sealed class Program
{
    private static async Task<int> Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        ApiSettings settings;
        TlsCertificate? certificate;
        try
        {
            settings = ApiSettings.Read(builder.Configuration);
            certificate = TlsCertificate.Load(settings.Transport, TimeProvider.System);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            // A setting is wrong: its name and the remedy are all that its owner needs.
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }

        builder.ConfigureHost(settings, certificate);
        builder.Services.AddSingleton(settings);
        // Where the key lies that opens what is sealed.
        builder.Services.AddSingleton(settings.Home);
        builder.Services.AddRecognizeDatabase(settings.ConnectionString, "Recognize.Migrations");
        builder.Services.AddAccounts();
        builder.Services.AddPeopleActs();
        builder.Services.AddRefusals();
        builder.Services.AddErasureApi();
        builder.Services.AddSharing();
        builder.Services.AddManualTags();
        builder.Services.AddTimeline();
        builder.Services.AddReclusterApi();
        builder.Services.AddJobsApi();
        builder.Services.AddAdminApi();
        builder.Services.AddModelsApi(builder.Configuration, settings);
        builder.Services.AddApiAuthentication(settings);
        builder.Services.AddScoped<AuditScope>();
        builder.Services.AddApiRateLimits(settings.Transport);
        builder.Services.AddApiTimeouts();
        builder.Services.AddApiProblems();
        builder.Services.AddApiJson();
        builder.Services.AddApiDescription();
        builder.Services.AddSingleton<SchemaCheck>();
        builder.Services.AddHostedService<SchemaReport>();
        if (args.Contains(ChildArguments.UntilInputEnds))
            builder.Services.AddHostedService<ParentWatch>();
        builder.Services.AddSingleton(settings.LibraryRoots);
        builder.Services.AddSingleton<LibraryDirectory>();
        builder.Services.AddContactAnswers();
        builder.Services.AddAddressBooks();
        builder.Services.AddThumbnails(builder.Configuration, settings.Home.Thumbnails);

        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseForwardedBy(settings.Transport);
        app.UseBasePath(settings.Transport);
        app.UseApiProblems();
        app.UseWebApp(settings.Transport.BasePath);
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseSchemaGate();
        app.UseSameOriginOnly();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UsePasswordChangeGate();

        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapHealth();
        app.MapSession();
        app.MapProvider();
        app.MapOpenSessions();
        app.MapTokens();
        app.MapUsers();
        app.MapAudit();
        app.MapConsent();
        app.MapFaceApproval();
        app.MapMedia();
        app.MapTimeline();
        app.MapMediaFiles();
        app.MapMediaTags();
        app.MapLibraries();
        app.MapFolders();
        app.MapNewLibraries();
        app.MapAlbums();
        app.MapShares();
        app.MapPeople();
        app.MapReclusters();
        app.MapPeopleActs();
        app.MapRefusals();
        app.MapFaces();
        app.MapSuggestions();
        app.MapActs();
        app.MapErasures();
        app.MapContacts();
        app.MapAddressBooks();
        app.MapCoveredExports();
        app.MapContactConsent();
        app.MapTags();
        app.MapSearch();
        app.MapMusic();
        app.MapJobs();
        app.MapJobQueue();
        app.MapJobEvents();
        app.MapFailures();
        app.MapLimits();
        app.MapMetrics();
        app.MapOverview();
        app.MapHouseLibraries();
        app.MapContactServers();
        app.MapModels();
        await app.RunAsync();
        return 0;
    }
}
