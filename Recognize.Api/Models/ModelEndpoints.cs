using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Recognize.Api.Accounts;
using Recognize.Api.Hosting;
using Recognize.Api.Http;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.Packs;

namespace Recognize.Api.Models;

/// <summary>Which models do what, and choosing others. Files are added and fetched by commands on the server.</summary>
internal static class ModelEndpoints
{
    /// <summary>Registers what the endpoints need; models are neither loaded nor fetched by the API.</summary>
    public static void AddModelsApi(this IServiceCollection services, IConfiguration configuration, ApiSettings settings)
    {
        var folder = configuration[$"{ModelPackOptions.SectionName}:{nameof(ModelPackOptions.Folder)}"];
        services.AddSingleton(ModelCatalogue.Default);
        services.AddSingleton(new ModelStore(string.IsNullOrEmpty(folder) ? settings.Home.Models : folder));
        services.AddSingleton<PackShelf>();
        services.AddScoped<HouseModels>();
    }

    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/admin/models").WithTags("Models").RequireScope(TokenScopes.Admin).RequireAdmin();
        group.MapGet("/", ListAsync)
            .WithName("ListModels").WithSummary("The packs that do each task: versions, licences, sizes, what was measured, which is in use.");
        group.MapPost("/verify", VerifyAsync)
            .WithName("VerifyModels").WithSummary("Reads every installed file and compares it with its hash.");
        group.MapGet("/{task}/switch", PreviewAsync)
            .WithName("PreviewModels").WithSummary("What choosing a pack would mean; nothing is changed.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPut("/{task}", ChooseAsync)
            .WithName("ChooseModels")
            .WithSummary("Chooses the pack that does a task; only that task's results are made anew, by workers, within seconds.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<ModelsResponse>> ListAsync(HouseModels models, CancellationToken cancellationToken) =>
        TypedResults.Ok(await models.ListAsync(cancellationToken));

    private static async Task<Ok<IReadOnlyList<VerifiedModelFile>>> VerifyAsync(
        HouseModels models, CancellationToken cancellationToken) => TypedResults.Ok(await models.VerifyAsync(cancellationToken));

    private static async Task<Results<Ok<ModelSwitchResponse>, ProblemHttpResult>> PreviewAsync(
        [Description("faces, objects, landmarks or music.")] string task, HouseModels models, CancellationToken cancellationToken,
        [FromQuery, Description("Name of a pack; without it the first of the catalogue that is installed.")] string? pack = null,
        [FromQuery, Description("Its version, where there are several of the name.")] string? version = null) =>
        Find(task, new ModelChoice { Pack = pack, Version = version }, models) is var (known, found)
            ? TypedResults.Ok(await models.PreviewAsync(known, found, cancellationToken))
            : Problems.NotFound("pack");

    private static async Task<Results<NoContent, ProblemHttpResult>> ChooseAsync(
        [Description("faces, objects, landmarks or music.")] string task, [FromBody] ModelChoice choice, HttpContext context,
        HouseModels models, CancellationToken cancellationToken)
    {
        if (Find(task, choice, models) is not var (known, found))
            return Problems.NotFound("pack");
        if (!models.IsComplete(found))
        {
            return Problems.Of(
                StatusCodes.Status409Conflict, "not-installed", "Files of this pack are missing.",
                found.Own is null
                    ? $"Fetch them on the server: ./recognize models pull {found.Pack}"
                    : "Remove the pack on the server and add it again.");
        }
        await models.UseAsync(known, found, choice.Pack is null, context.Actor(), cancellationToken);
        return TypedResults.NoContent();
    }

    private static (AnalysisTask Task, PackTask Pack)? Find(string task, ModelChoice choice, HouseModels models) =>
        NameOf<AnalysisTask>.TryParse(task, out var known) && models.Find(known.Value, choice) is { } pack
            ? (known.Value, pack)
            : null;
}
