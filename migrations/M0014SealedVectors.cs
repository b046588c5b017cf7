using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>Vectors of faces and photos of contacts are sealed; see <c>0014_sealed_vectors.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0014_sealed_vectors")]
internal sealed class M0014SealedVectors : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0014_sealed_vectors.sql"));
}
