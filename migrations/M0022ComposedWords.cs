using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>Words are found however their letters are composed; see <c>0022_composed_words.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0022_composed_words")]
internal sealed class M0022ComposedWords : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0022_composed_words.sql"));
}
