using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>Where the things that a photo shows are; see <c>0004_object_boxes.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0004_object_boxes")]
internal sealed class M0004ObjectBoxes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0004_object_boxes.sql"));
}
