using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts;
using Recognize.Models.Library;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Reclustering;
using Recognize.Models.Persistence.Embedded;
using Recognize.Tests.Support;
using Recognize.Worker.CommandLine;
using Recognize.Worker.Contacts;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Jobs;

/// <summary>An owner says no while two workers look at photos, group, match contacts and recluster, with the real models.</summary>
public sealed class WithdrawalTests(PostgresFixture postgres)
{
    private const int Photos = 90;
    private const int Portraits = 8;

    /// <summary>Everything that face recognition writes, row by row; where a portrait's vectors were taken away, nothing of it.</summary>
    private const string WrittenSql =
        """
        SELECT coalesce(string_agg(row, E'\n' ORDER BY row), '') FROM (
            SELECT 'face ' || f::text FROM faces f
            UNION ALL SELECT 'next ' || f::text FROM next_faces f
            UNION ALL SELECT 'person ' || p::text FROM people p
            UNION ALL SELECT 'index ' || md5(i::text) FROM face_indexes i
            UNION ALL SELECT 'question ' || s::text FROM person_suggestions s
            UNION ALL SELECT 'contact question ' || s::text FROM contact_suggestions s
            UNION ALL SELECT 'contact link ' || l::text FROM contact_people l
            UNION ALL SELECT 'act ' || a::text FROM person_acts a
            UNION ALL SELECT 'move ' || m::text FROM recluster_moves m
        ) AS rows (row)
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AfterTheNo_NothingAboutFacesIsWritten_WhateverIsUnderWay()
    {
        await using var installation = await PrepareAsync();
        var owner = installation.Owner.Id;
        var library = await installation.AddLibraryAsync();
        await using var second = WorkerServices.Build(installation.Home, DatabaseServer.Own(installation.ConnectionString));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var indexing = new[] { installation.Services, second }.Select(services => Task.Run(
            () => services.GetRequiredService<IndexRun>().RunAsync(owner, [library], new IndexProgress(), Token))).ToArray();
        var upkeep = new[] { installation.Services, second }.Select(services => Task.Run(
            () => KeepGroupingAsync(services, owner, stop.Token))).ToArray();
        await UntilAsync(installation, upkeep, "SELECT count(*) FROM faces", Photos / 4);
        await UntilAsync(installation, upkeep, "SELECT count(*) FROM people", 1);
        await UntilAsync(installation, upkeep, "SELECT count(*) FROM contact_portrait_faces", 2);

        await installation.Get<FaceConsentLedger>().RecordAsync(owner, given: false, "anna in a test", Token);

        var written = await installation.ScalarAsync<string>(WrittenSql);
        var (faces, portraits) = (await CountAsync(installation, "faces"), await CountAsync(installation, "contact_portrait_faces"));
        await Task.WhenAll(indexing);
        await stop.CancelAsync();
        await Task.WhenAll(upkeep);
        Assert.Equal(written, await installation.ScalarAsync<string>(WrittenSql));
        Assert.InRange(faces, Photos / 4, Photos - 5);
        Assert.InRange(await CountAsync(installation, "contact_portrait_faces"), 0, portraits);
        Assert.Equal(0, await CountAsync(installation, $"analysis WHERE task = 1 AND state <> {(int)AnalysisState.Withheld}"));
        Assert.Equal(0, await CountAsync(installation, $"recluster_runs WHERE state = {(int)ReclusterState.Ready}"));
        // All else went on.
        Assert.Equal(Photos, await CountAsync(installation, $"analysis WHERE task = 0 AND state = {(int)AnalysisState.Done}"));
        await installation.Get<ContactWork>().RunAsync(owner, Token);
        Assert.Equal(0, await CountAsync(installation, "contact_portrait_faces"));
    }

    private async Task<TestInstallation> PrepareAsync()
    {
        // People who are on several photos, so that there is something to group.
        var folders = Directory.GetDirectories(SharedData.Require("data/faces-lfw"))
            .OrderByDescending(folder => Directory.GetFiles(folder).Length).ThenBy(folder => folder, StringComparer.Ordinal).ToList();
        var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        // Faces only: the rest of the time would go into things.
        foreach (var other in Directory.GetFiles(installation.Home.Models)
            .Where(file => Path.GetFileName(file) is not ("yunet_n_dynamic.onnx" or "foamliu-MobileFaceNet.onnx")))
            File.Delete(other);
        var files = folders.SelectMany(folder => Directory.GetFiles(folder).Order(StringComparer.Ordinal).Take(10)).ToList();
        foreach (var (number, file) in files.Take(Photos).Index())
            File.Copy(file, Path.Combine(installation.Folder, $"{number}.jpg"));
        var contacts = Directory.CreateDirectory(Path.Combine(installation.HomeFolder, "contacts")).FullName;
        foreach (var folder in folders.Take(Portraits))
        {
            var contact = Directory.CreateDirectory(Path.Combine(contacts, Path.GetFileName(folder))).FullName;
            File.Copy(Directory.GetFiles(folder)[0], Path.Combine(contact, "portrait.jpg"));
        }
        await installation.AgreeToFacesAsync();
        await installation.Get<ContactImport>().ImportFolderAsync(installation.Owner.Id, contacts, Token);
        await installation.Get<ContactConsentLedger>().AnswerAsync(
            installation.Owner.Id, new(null, null), ContactAnswer.Agreed, new("anna in a test", "anna"), Token);
        return installation;
    }

    /// <summary>What jobs do after an analysis, over and over, so that all of it is under way at the "no".</summary>
    private static async Task KeepGroupingAsync(IServiceProvider services, Guid owner, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await services.GetRequiredService<LibraryWork>().GroupAsync(owner, cancellationToken);
                await services.GetRequiredService<ContactWork>().RunAsync(owner, cancellationToken);
                try
                {
                    await services.GetRequiredService<ReclusterRuns>().RequestAsync(
                        owner, new ActActor(owner, "anna"), ReclusterSettings.Default, cancellationToken);
                }
                catch (ActRefusedException)
                {
                    // One is under way already.
                }
                await services.GetRequiredService<ReclusterWork>().RunNextAsync(null, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private static Task<int> CountAsync(TestInstallation installation, string from) =>
        installation.ScalarAsync<int>($"SELECT count(*) FROM {from}");

    private static async Task UntilAsync(TestInstallation installation, Task[] others, string sql, int least)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await installation.ScalarAsync<int>(sql) < least)
        {
            foreach (var failed in others.Where(task => task.IsCompleted))
                await failed;
            Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromMinutes(3));
            await Task.Delay(50, Token);
        }
    }
}
