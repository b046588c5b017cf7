using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>A ledger for a million files: claims, counts, wanted versions; see <c>0011_ledger_scale.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0011_ledger_scale")]
internal sealed class M0011LedgerScale : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0011_ledger_scale.sql"));
}
