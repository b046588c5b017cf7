using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Auditing;
using Recognize.Models.Contacts.CardDav;

namespace Recognize.Worker.CommandLine;

/// <summary><c>contacts servers list | allow | forbid</c>: which servers may be asked for address books.</summary>
internal static class ContactServersCommand
{
    public static Command Create(Output output) => new("servers", "List, allow or forbid CardDAV servers.")
    {
        CreateList(output), CreateAllow(output), CreateForbid(output),
    };

    private static Command CreateList(Output output)
    {
        var command = new Command("list", "Show the servers that may be asked.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            foreach (var server in await installation.Services.GetRequiredService<AllowedServers>().ListAsync(cancellationToken))
                output.Line($"{server.Address}{(server.Certificates is null ? "" : " (certificates of its own)")}");
        });
        return command;
    }

    private static Command CreateAllow(Output output)
    {
        var address = new Argument<string>("ADDRESS") { Description = "The server, for instance https://cloud.example.org." };
        var certificates = new Option<FileInfo?>("--ca")
        {
            Description = "PEM file with the certificate that signs the server's, where the system does not know it.",
        };
        var command = new Command("allow", "Allow a server to be asked.") { address, certificates };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var pem = parsed.GetValue(certificates) switch
            {
                null => null,
                { Exists: true } file => await File.ReadAllTextAsync(file.FullName, cancellationToken),
                var file => throw new CommandFailure($"There is no file '{file}'."),
            };
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            var origin = await installation.Services.GetRequiredService<AllowedServers>().AllowAsync(
                parsed.GetRequiredValue(address), pem, AuditActor.CommandLine, cancellationToken);
            output.Line($"{origin} may be asked.");
        });
        return command;
    }

    private static Command CreateForbid(Output output)
    {
        var address = new Argument<string>("ADDRESS") { Description = "The server." };
        var command = new Command("forbid", "Forbid a server; contacts that were read stay.") { address };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            var isForbidden = await installation.Services.GetRequiredService<AllowedServers>().ForbidAsync(
                parsed.GetRequiredValue(address), AuditActor.CommandLine, cancellationToken);
            output.Line(isForbidden ? "It may no longer be asked." : "It was not allowed.");
        });
        return command;
    }
}
