using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>Room for the vectors of two face packs; see <c>0003_face_packs.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0003_face_packs")]
internal sealed class M0003FacePacks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0003_face_packs.sql"));
}
