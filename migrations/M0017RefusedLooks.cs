using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>People who are not to be recognised; see <c>0017_refused_looks.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0017_refused_looks")]
internal sealed class M0017RefusedLooks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0017_refused_looks.sql"));
}
