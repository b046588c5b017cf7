using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>Search, smart albums and lists of music; see <c>0020_search.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0020_search")]
internal sealed class M0020Search : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0020_search.sql"));
}
