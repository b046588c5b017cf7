using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>Lists with counts that are kept: tags and people; see <c>0012_list_counts.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0012_list_counts")]
internal sealed class M0012ListCounts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0012_list_counts.sql"));
}
