using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>The queue of coarse jobs, workers, pauses and settings; see <c>0009_jobs.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0009_jobs")]
internal sealed class M0009Jobs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0009_jobs.sql"));
}
