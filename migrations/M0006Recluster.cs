using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>Full reclusters beside the live people; see <c>0006_recluster.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0006_recluster")]
internal sealed class M0006Recluster : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0006_recluster.sql"));
}
